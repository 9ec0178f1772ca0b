import { Button } from '@/components/button';
import { Icon } from '@/components/icon';
import { useLogout } from '@/features/auth/api/logout';
import { useProfile } from '@/lib/endpoints/get-profile';

export function AccountMenu() {
  const { data: user } = useProfile();
  const logout = useLogout();
  return (
    <div className="flex items-center gap-1">
      {user && (
        <span className="hidden max-w-32 truncate text-sm text-muted lg:block">
          {user.username}
        </span>
      )}
      <Button
        variant="ghost"
        size="small"
        aria-label="Log out"
        isBusy={logout.isPending}
        onClick={() => logout.mutate()}
      >
        <Icon name="exit" />
      </Button>
    </div>
  );
}
