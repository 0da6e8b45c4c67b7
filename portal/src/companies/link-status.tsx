import { Tag } from '../ui/tag.tsx';
import { type Link, REASONS, STATUS } from './link-labels.ts';

/** A link's status as a tag. */
export function LinkStatusTag({ link }: { link: Link | undefined }) {
  if (link === undefined) return <Tag tone="plain">Not linked yet</Tag>;
  const { label, tone } = STATUS[link.status];
  return (
    <Tag tone={tone} title={REASONS[link.statusReason].explanation}>
      {label}
    </Tag>
  );
}
