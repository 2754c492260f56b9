import type { JSX, ReactNode } from 'react';
import { useSpeech } from '../strings/speech.tsx';
import type { Handshake } from './recorder.ts';
import { preciseTimeIn } from './words.ts';

/** The one question and the one answer by which it begins, as far as a browser tells a page. `status`: of the HTTP question that followed a failed one. */
export function HandshakePage({ handshake, status }: { readonly handshake: Handshake | undefined; readonly status: number | undefined }): JSX.Element {
  const { say, tongue } = useSpeech();
  if (handshake === undefined) return <p className="wire-none">{say('wire.noHandshake')}</p>;
  const { url, offered, askedOn, accepted, ended, rejection } = handshake;
  const { host, pathname, search } = new URL(url);
  return (
    <div className="wire-handshake">
      <section>
        <h3>{say('wire.asked')}</h3>
        <p className="wire-when">{preciseTimeIn(tongue.locale, askedOn)}</p>
        <dl className="wire-http" dir="ltr">
          <Line>{`GET ${pathname}${search} HTTP/1.1`}</Line>
          <Header name="Host" value={host} />
          <Header name="Connection" value="Upgrade" />
          <Header name="Upgrade" value="websocket" note={say('wire.noteUpgrade')} />
          <Header name="Origin" value={location.origin} note={say('wire.noteOrigin')} />
          <Header name="Cookie" note={say('wire.noteCookie')} />
          <Header name="Sec-WebSocket-Version" value="13" />
          <Header name="Sec-WebSocket-Key" note={say('wire.noteKey')} />
          <Header name="Sec-WebSocket-Protocol" value={offered.join(', ')} note={say('wire.noteOffered')} />
        </dl>
      </section>
      <section>
        <h3>{say(accepted === undefined ? 'wire.notAccepted' : 'wire.answered')}</h3>
        {accepted !== undefined ? (
          <>
            <p className="wire-when">{say('wire.after', { ms: Math.round(accepted.tookMs) })}</p>
            <dl className="wire-http" dir="ltr">
              <Line>HTTP/1.1 101 Switching Protocols</Line>
              <Header name="Connection" value="Upgrade" />
              <Header name="Upgrade" value="websocket" />
              <Header name="Sec-WebSocket-Accept" note={say('wire.noteAccept')} />
              <Header name="Sec-WebSocket-Protocol" value={accepted.chosen} note={say('wire.noteChosen')} />
            </dl>
          </>
        ) : rejection !== undefined ? (
          <>
            <dl className="wire-http" dir="ltr">
              <Line>{`HTTP/1.1 ${status ?? ''}`.trimEnd()}</Line>
              <Header name={rejection.kind} value={rejection.message} />
            </dl>
            <p className="wire-note">{say('wire.noteRejection')}</p>
          </>
        ) : (
          <p className="wire-note">{say(ended === undefined ? 'wire.noAnswerYet' : 'wire.noAnswer')}</p>
        )}
      </section>
    </div>
  );
}

const Line = ({ children }: { readonly children: ReactNode }): JSX.Element => (
  <div className="wire-line">
    <dt className="spoken">HTTP</dt>
    <dd>{children}</dd>
  </div>
);

/** A header; what the browser keeps to itself has no value, and a note that says so. */
const Header = ({ name, value, note }: { readonly name: string; readonly value?: string; readonly note?: string }): JSX.Element => (
  <div>
    <dt>{name}</dt>
    <dd>
      {value !== undefined && <span className="wire-value">{value}</span>}
      {note !== undefined && (
        <span className="wire-note" dir="auto">
          {note}
        </span>
      )}
    </dd>
  </div>
);
