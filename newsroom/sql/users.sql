-- Users are deactivated, never deleted, since history names them.
CREATE OR REPLACE TRIGGER users_are_not_deleted BEFORE DELETE ON newsroom_user
  FOR EACH ROW EXECUTE FUNCTION refuse_change(
    'users_are_not_deleted', 'People are deactivated, never deleted: history names them.');
