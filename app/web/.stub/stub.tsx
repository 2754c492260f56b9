import './stub.css';
export function Conversation() {
  return <div style={{ flex: 1, display: 'flex', flexDirection: 'column', justifyContent: 'flex-end', padding: 20, color: 'var(--text-faint)' }}><p>The conversation stands here.</p></div>;
}
