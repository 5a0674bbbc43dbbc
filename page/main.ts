import { keepFocus } from './dom/focus';
import { patch } from './dom/patch';
import { onDraw } from './dom/redraw';
import { listenToKeys } from './shell/keyboard';
import { shell } from './shell/shell';
import { watchRoute } from './state/route';
import { begin } from './state/store';
import { language, t } from './texts/texts';

document.documentElement.lang = language;
document.title = t('title');
const root = document.getElementById('page')!;
onDraw(() => keepFocus(root, () => patch(root, shell())));
watchRoute();
listenToKeys();
begin();
