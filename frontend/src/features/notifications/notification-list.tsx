import { Button } from '@/components/button';
import { EmptyNote, ErrorNote, SkeletonList } from '@/components/states';
import type { Notification } from '@/lib/api/types';
import { useNotifications } from '@/lib/endpoints/get-notifications';
import { formatAgo } from '@/lib/format/date';
import { useServerNow } from '@/lib/live/live-context';
import { useReadAll } from './api/read-all';

export function NotificationList({ hasUnread }: { hasUnread: boolean }) {
  const list = useNotifications();
  const readAll = useReadAll();
  const notes = list.data?.pages.flatMap(({ items }) => items);
  return (
    <div className="grid gap-3">
      <div className="flex min-h-9 items-center justify-between gap-2">
        <h2 className="font-semibold">Notifications</h2>
        {hasUnread && (
          <Button
            variant="secondary"
            size="small"
            isBusy={readAll.isPending}
            onClick={() => readAll.mutate()}
          >
            Mark all as read
          </Button>
        )}
      </div>
      {list.isPending && <SkeletonList label="Loading notifications" />}
      {list.isError && !notes && <ErrorNote error={list.error} onRetry={list.refetch} />}
      {notes?.length === 0 && (
        <EmptyNote title="Nothing yet">Results and news appear here.</EmptyNote>
      )}
      <ul className="divide-y">
        {notes?.map((note) => (
          <NotificationRow key={note.id} note={note} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="secondary" size="small" onClick={() => list.fetchNextPage()}>
          Show older
        </Button>
      )}
    </div>
  );
}

function NotificationRow({ note }: { note: Notification }) {
  const now = useServerNow(30_000);
  return (
    <li className="grid gap-0.5 py-2.5">
      <p className="flex items-center gap-2 text-sm font-semibold">
        {!note.read_at && (
          <>
            <span aria-hidden="true" className="size-2 rounded-full bg-accent" />
            <span className="sr-only">Unread:</span>
          </>
        )}
        {note.title}
        <time dateTime={note.created_at} className="ml-auto text-xs font-normal text-muted">
          {formatAgo(note.created_at, now)}
        </time>
      </p>
      <p className="text-sm text-muted">{note.body}</p>
    </li>
  );
}
