/**
 * Copies a field's text. On plain http from another machine there is no clipboard to write to; the old command still copies what is
 * selected, and where even that is forbidden the text is left selected for the person to copy.
 */
export async function copyFrom(field: HTMLInputElement): Promise<'copied' | 'selected'> {
  field.focus();
  field.select();
  return (await copyText(field.value)) || document.execCommand('copy') ? 'copied' : 'selected';
}

async function copyText(text: string): Promise<boolean> {
  // Typed as always there, but absent outside a secure context.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  try {
    await clipboard?.writeText(text);
    return clipboard !== undefined;
  } catch {
    return false;
  }
}

/** Copies text that stands in no field; it is put into one for the moment where there is no clipboard. */
export async function copyWords(text: string): Promise<boolean> {
  if (await copyText(text)) return true;
  const field = document.createElement('input');
  const before = document.activeElement;
  field.value = text;
  field.readOnly = true;
  field.className = 'spoken';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
