/** Reads the messages of server-sent events to the end of the stream. */
export async function readMessages(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onMessage: (message: string) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ; ) {
    const { done, value } = await reader.read();
    if (done) return;
    const messages = (text + value).split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) onMessage(message);
  }
}
