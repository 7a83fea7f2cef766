import { expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { Inspection } from '../../../src/inspect/inspection.js';
import { KnownValues } from '../../../src/inspect/known-values.js';
import { openRawContent } from '../../../src/source/raw-content.js';
import { propertiesTable } from '../../../src/web/properties-table.js';
import { lines } from '../../helpers/lines.js';
import { describeWithShared, sharedPath } from '../../helpers/shared.js';

describeWithShared('the properties of a capture', () => {
  test('have numbers of events with their thousands apart, and times of one form', async () => {
    const path = sharedPath('captures', 'sf-setns.scap');
    const context = DEFAULT_FIELD_CONTEXT;
    const inspection = new Inspection(openRawContent(path, 2 ** 31), { context });
    try {
      await inspection.whole();
      const { rows } = propertiesTable(inspection, inspection.view(''), new KnownValues(inspection.index, context));
      const facts = new Map(rows.map(([name, value]) => [name, String(value)]));
      const events = (await lines('-r', path)).length;
      expect(events).toBeGreaterThan(1000);
      expect(facts.get('Events')).toBe(`${Math.floor(events / 1000)},${String(events % 1000).padStart(3, '0')}`);
      expect(facts.get('Events shown')).toBe(facts.get('Events'));
      const files = (await lines('-r', path, 'evt.category=file')).length;
      expect(facts.get('Categories')).toContain(
        `file ${Math.floor(files / 1000)},${String(files % 1000).padStart(3, '0')}`,
      );
      const clock = /^\d{4}(-\d\d){2} \d\d(:\d\d){2} UTC$/;
      for (const name of ['First event', 'Last event']) expect(facts.get(name) ?? '').toMatch(clock);
    } finally {
      await inspection.close();
    }
  });
});
