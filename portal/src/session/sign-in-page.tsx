import { Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Logo } from '../ui/logo.tsx';
import { useSession } from './session.tsx';
import { SessionRequestError } from './session-requests.ts';

/** The page for users who are not signed in. The key is sent to the server once and not kept in the page. */
export function SignInPage({ notice }: { notice: string | undefined }) {
  const { signIn } = useSession();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in · Ledgerlink';
    field.current?.focus();
  }, []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const input = field.current;
    const key = input?.value.trim() ?? '';
    if (key === '') return setProblem('Enter an API key; it begins with ll_.');
    setBusy(true);
    try {
      await signIn(key);
    } catch (error) {
      if (!(error instanceof SessionRequestError)) throw error;
      setProblem(error.message);
      setBusy(false);
      if (input) input.value = '';
      input?.focus();
    }
  }

  return (
    <main className="sign-in">
      <Paper withBorder p="xl" className="sign-in-card">
        <form onSubmit={submit} noValidate>
          <Stack>
            <Logo size={40} />
            <Title order={1} size="h2">
              Sign in to Ledgerlink
            </Title>
            <Text role="status">{notice ?? 'Manage your accounting integrations.'}</Text>
            <PasswordInput
              ref={field}
              label="API key"
              description="It begins with ll_. The link that npm start prints signs you in without typing it."
              autoComplete="off"
              spellCheck={false}
              error={problem}
              aria-invalid={problem !== undefined || undefined}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
            />
            <Button type="submit" loading={busy}>
              Sign in
            </Button>
          </Stack>
        </form>
      </Paper>
    </main>
  );
}
