import { Component, type ReactNode } from 'react';
import { type Say } from '../strings/speech.tsx';
import { Blank } from './Blank.tsx';
import { Button } from './Button.tsx';

interface Props {
  readonly say: Say;
  readonly children: ReactNode;
  /** A new one, such as another room, begins afresh. */
  readonly about?: string;
}

/** Where a part of the page broke: the rest stands, and a sentence says what to do. Only a class can be one. */
export class Mishap extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.broken && before.about !== this.props.about) this.setState({ broken: false });
  }

  override render(): ReactNode {
    const { say, children } = this.props;
    if (!this.state.broken) return children;
    return (
      <Blank title={say('door.crashed')} about={say('door.crashedAbout')}>
        <Button look="main" onClick={() => location.reload()}>
          {say('reload')}
        </Button>
      </Blank>
    );
  }
}
