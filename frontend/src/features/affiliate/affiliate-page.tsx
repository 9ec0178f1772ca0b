export default function Page() {
  return <h1>affiliate</h1>;
}
