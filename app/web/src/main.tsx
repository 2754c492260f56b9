import './theme/fonts.css';
import './theme/tokens.css';
import './theme/base.css';
import './parts/parts.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { Mishap } from './parts/Mishap.tsx';
import { Toasts } from './parts/Toasts.tsx';
import { loadSpeech, SpeechProvider, useSay } from './strings/speech.tsx';
import { followSystemTheme } from './theme/theme.ts';

function Page() {
  return (
    <Mishap say={useSay()}>
      <App />
      <Toasts />
    </Mishap>
  );
}

const place = document.querySelector('#root');
if (place === null) throw new Error('index.html has a place for the client.');
followSystemTheme();
const first = await loadSpeech();
createRoot(place).render(
  <SpeechProvider first={first}>
    <Page />
  </SpeechProvider>,
);
