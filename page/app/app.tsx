import type { JSX } from 'preact';
import { Bytes } from '../bytes/bytes.jsx';
import { Details } from '../details/details.jsx';
import { Export } from '../export/export.jsx';
import { FilterBar } from '../filter/filter-bar.jsx';
import { SaveFilter } from '../filter/save-filter.jsx';
import { FindBar } from '../find/find-bar.jsx';
import { Follow } from '../follow/follow.jsx';
import { Commands } from '../keys/commands.jsx';
import { GoTo } from '../keys/go-to.jsx';
import { KeyHelp } from '../keys/key-help.jsx';
import { AddColumn } from '../list/add-column.jsx';
import { ColumnTitle } from '../list/column-title.jsx';
import { EventGrid } from '../list/event-grid.jsx';
import { Unseen } from '../list/unseen.jsx';
import { Menu } from '../menu/menu-box.jsx';
import { ColourRules } from '../rules/colour-rules.jsx';
import { OwnButtons } from '../rules/own-buttons.jsx';
import { isBeside, lowerHeight, sideWidth } from '../state/settings.js';
import { type Dialog, dialog, failure, page } from '../state/store.js';
import { Stats } from '../stats/stats.jsx';
import { ChooseCounted } from '../stats/values/choose-counted.jsx';
import { Minimap } from '../strip/minimap.jsx';
import { Overview } from '../strip/overview.jsx';
import { Divider } from './divider.jsx';
import { Failure } from './failure.jsx';
import { Header } from './header.jsx';
import { Status } from './status.jsx';

/** The whole page. */
export function App(): JSX.Element {
  if (failure.value === 'no token') return <Failure />;
  return (
    <>
      <Header />
      <main>
        <FilterBar />
        <Overview />
        <FindBar />
        <Middle />
        <Open />
        <Menu />
      </main>
      <Status />
    </>
  );
}

/** List, details and bytes stay while another page is shown: so does their state. */
function Middle(): JSX.Element {
  const isList = page.value === 'events';
  return (
    <div class="middle">
      <div class={`work${isBeside.value ? ' beside' : ''}${isList ? '' : ' none'}`}>
        <div class="listing">
          <EventGrid />
          <Unseen />
          <Minimap />
        </div>
        <Divider />
        <Lower />
      </div>
      {!isList && <Stats key={page.value} name={page.value} />}
    </div>
  );
}

function Lower(): JSX.Element {
  const size = isBeside.value ? { width: `${sideWidth.value}px` } : { height: `${lowerHeight.value}px` };
  return (
    <div class="lower" style={size}>
      {dialog.value === 'follow' ? (
        <Follow />
      ) : (
        <>
          <Details />
          <Bytes />
        </>
      )}
    </div>
  );
}

const DIALOGS: Readonly<Partial<Record<NonNullable<Dialog>, () => JSX.Element>>> = {
  keys: KeyHelp,
  commands: Commands,
  goto: GoTo,
  filter: SaveFilter,
  columns: AddColumn,
  counted: ChooseCounted,
  title: ColumnTitle,
  colours: ColourRules,
  buttons: OwnButtons,
  export: Export,
};

function Open(): JSX.Element | null {
  const Shown = dialog.value === null ? undefined : DIALOGS[dialog.value];
  return Shown === undefined ? null : <Shown />;
}
