/**
 * The little of a document that React needs to draw components that render nothing: what a hook gives is recorded by the component, so
 * no element is ever made.
 */
export function fakeRoot(): Element {
  const nothing = (): void => {};
  const ownerDocument = {
    nodeType: 9,
    addEventListener: nothing,
    removeEventListener: nothing,
    get defaultView() {
      return globalThis.window;
    },
    activeElement: null,
  };
  Object.assign(globalThis, { window: Object.assign(Object.create(null), { event: undefined, HTMLIFrameElement: class {} }), IS_REACT_ACT_ENVIRONMENT: true });
  const root = {
    nodeType: 1,
    tagName: 'DIV',
    nodeName: 'DIV',
    namespaceURI: 'http://www.w3.org/1999/xhtml',
    ownerDocument,
    addEventListener: nothing,
    removeEventListener: nothing,
    textContent: '',
    firstChild: null,
    lastChild: null,
  };
  return root as unknown as Element;
}
