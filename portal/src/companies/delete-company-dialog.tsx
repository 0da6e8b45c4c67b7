import { useMutation } from 'urql';
import { DeleteCompanyDocument } from '../gql/graphql.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { failureNotice } from '../ui/error-messages.ts';
import { Name } from '../ui/name.tsx';
import type { NoticeContent } from '../ui/notice.tsx';
import type { Company } from './company.ts';

interface DeleteCompanyDialogProps {
  readonly company: Company;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
  readonly onRefused: (notice: NoticeContent) => void;
}

export function DeleteCompanyDialog(props: DeleteCompanyDialogProps) {
  const { company, opened, onClose, onDeleted, onRefused } = props;
  const [{ fetching }, remove] = useMutation(DeleteCompanyDocument);

  const name = <Name>{company.name}</Name>;

  async function confirm() {
    const { data, error } = await remove({ input: { companyId: company.id } });
    onClose();
    const result = data?.deleteCompany;
    if (error !== undefined || result === undefined)
      return error && onRefused(failureNotice(error, 'Try again. If there is no such company then, it was deleted.'));
    if (result.__typename === 'DeleteCompanySuccess') return onDeleted();
    const inUse = 'The company is linked, or a customer has a link URL for it. Unlink it first.';
    const text = result.__typename === 'CompanyInUse' ? inUse : result.message;
    onRefused({ kind: 'error', title: <>{name} was not deleted</>, text });
  }
  return (
    <ConfirmDialog
      title={<>Delete {name}?</>}
      opened={opened}
      confirm="Delete the company"
      onConfirm={confirm}
      onClose={onClose}
      busy={fetching}
      danger
    >
      <p>The company and its ended links are deleted permanently. The audit trail is kept.</p>
      <p>A company that is linked or being linked cannot be deleted. You get a message, and nothing changes.</p>
    </ConfirmDialog>
  );
}
