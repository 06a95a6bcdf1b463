import {
  ComponentType,
  TextInputStyle,
  type APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10';
import type { Modal, ModalField } from '../../../commands/contract/answer.js';
import { cutText } from '../../limits.js';
import { cleanLine } from '../../texts/readable-text.js';
import { encodeCustomId } from '../custom-id.js';
import { modalLimits } from '../limits.js';
import { shorten } from './fit-text.js';

/** A modal in Discord's form. @throws Error when its state is too long for a custom id: a bug */
export function renderModal(modal: Modal): APIModalInteractionResponseCallbackData {
  return {
    custom_id: encodeCustomId(modal.action),
    title: shorten(modal.title, modalLimits.title),
    components: modal.fields.slice(0, modalLimits.fields).map(renderField),
  };
}

function renderField(field: ModalField): APIModalInteractionResponseCallbackData['components'][number] {
  const maxLength = Math.min(Math.max(field.maxLength, 1), modalLimits.value);
  return {
    type: ComponentType.Label,
    label: shorten(field.label, modalLimits.label),
    ...(field.description && { description: shorten(field.description, modalLimits.description) }),
    component: {
      type: ComponentType.TextInput,
      custom_id: field.id,
      style: TextInputStyle.Short,
      required: field.required,
      max_length: maxLength,
      ...(field.value && { value: cutText(cleanLine(field.value), maxLength) }),
      ...(field.placeholder && { placeholder: shorten(field.placeholder, modalLimits.placeholder) }),
    },
  };
}
