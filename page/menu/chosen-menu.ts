import { chosenField } from '../details/tree.js';
import { withChosen } from '../state/choose.js';
import { eventMenu } from './event-menu.js';
import { showMenuBelow } from './menu.js';

/** Opens the menu of the chosen event, with the field that is chosen in its details. */
export function openChosenMenu(): void {
  withChosen((event) => {
    const row = document.querySelector('.row[aria-selected="true"] .ev') ?? document.getElementById('events');
    if (row === null) return;
    const field = chosenField.value;
    showMenuBelow(row, 'Event', eventMenu(event, field === null ? null : { field: field.name, text: field.text }));
  });
}
