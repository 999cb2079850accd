import type { ConversationMessage } from '#shared/contracts/http.js';
import type { ObjectStore } from '#shared/object-store/object-store.js';

/** Bytes that one answer takes from the object store; what comes after keeps its preview. */
const MAX_BYTES = 8_388_608;

/** Messages whose preview is cut get the whole text in its place. */
export async function wholeMessages(
  objects: ObjectStore,
  messages: readonly ConversationMessage[],
): Promise<ConversationMessage[]> {
  let bytes = 0;
  const whole: ConversationMessage[] = [];
  for (const message of messages) {
    const { object } = message.content;
    bytes += object?.size ?? 0;
    const fits = object !== undefined && bytes <= MAX_BYTES;
    const preview = fits ? await objects.getText(object.key) : message.content.preview;
    whole.push({ ...message, content: { ...message.content, preview } });
  }
  return whole;
}
