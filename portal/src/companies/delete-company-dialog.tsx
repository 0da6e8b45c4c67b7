import { useMutation } from 'urql';
import { DeleteCompanyDocument } from '../gql/graphql.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { said } from '../ui/error-words.ts';
import type { Said } from '../ui/notice.tsx';
import type { Company } from './company-words.ts';

interface DeleteCompanyDialogProps {
  readonly company: Company;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
  readonly onRefused: (said: Said) => void;
}

export function DeleteCompanyDialog(props: DeleteCompanyDialogProps) {
  const { company, opened, onClose, onDeleted, onRefused } = props;
  const [{ fetching }, remove] = useMutation(DeleteCompanyDocument);

  async function confirm() {
    const { data, error } = await remove({ input: { companyId: company.id } });
    onClose();
    const result = data?.deleteCompany;
    if (error !== undefined || result === undefined) return error && onRefused(said(error));
    if (result.__typename === 'DeleteCompanySuccess') return onDeleted();
    const inUse = 'A link of it holds access, or a customer has a link URL of it. Unlink it first.';
    const text = result.__typename === 'CompanyInUse' ? inUse : result.message;
    onRefused({ kind: 'refused', title: `${company.name} was not deleted`, text });
  }
  return (
    <ConfirmDialog
      title={`Delete ${company.name}?`}
      opened={opened}
      confirm="Delete the company"
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
    >
      <p>The company and what is left of its links are erased for good; the audit trail stays.</p>
      <p>A company that is linked, or being linked, is not deleted: you are told so, and nothing changes.</p>
    </ConfirmDialog>
  );
}
