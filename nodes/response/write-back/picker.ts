import { TWIN_NAMES, TWINS, type TwinName } from './twins';

/**
 * The list of twins below the commands: an example for the chosen one, what leaves by it, and a button that adds it.
 * @param name what an added command is called at first
 */
export function showTwins(name: string): void {
  const select = $('#twin-write-to');
  for (const twin of TWIN_NAMES) select.append($('<option>').val(twin).text(TWINS[twin].title));
  const command = (): Record<string, unknown> => {
    const twin = String(select.val()) as TwinName;
    return { name, ...(twin !== 'plain' && { twin }), ...TWINS[twin].example };
  };
  const show = (): void => {
    $('#twin-write-example').text(JSON.stringify(command()));
    $('#twin-write-leaves').text(TWINS[String(select.val()) as TwinName].leaves);
  };
  select.on('change', show);
  show();
  const list = $('#node-input-commands');
  $('#twin-write-add').on('click', () => {
    const added = withCommand(String(list.val()), command());
    // A list that cannot be read is left to the person who is writing it; the field says what is wrong.
    if (added !== undefined) list.val(added).trigger('change');
  });
}

/** The list with one command more, under a name of its own; undefined when it is no list. */
export function withCommand(json: string, command: Readonly<Record<string, unknown>>): string | undefined {
  let commands: unknown;
  try {
    commands = JSON.parse(json.trim() === '' ? '[]' : json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(commands)) return undefined;
  const names = new Set(commands.map((one) => (one as { name?: unknown } | null)?.name));
  let { name } = command;
  for (let n = 2; names.has(name); n++) name = `${String(command['name'])} ${n}`;
  return JSON.stringify([...commands, { ...command, name }], null, 2);
}
