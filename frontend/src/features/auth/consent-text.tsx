/** What a client agrees to before the first click. */
export function ConsentText() {
  return (
    <>
      I have read the fees and risks: Nexus takes a commission of 20 % of the profit of winning
      trades; a partner who referred me may add a markup of 5–50 % of that profit; together never
      more than 70 %. Both are shown before every trade. I can lose the whole stake of every trade.
    </>
  );
}
