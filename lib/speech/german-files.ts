/** Why a file cannot be read as a recording, in German, as in german.ts. The name of the file and the place in it stand in front. */
export const SAID_OF_FILES: readonly (readonly [english: string, german: string])[] = [
  // What it is.
  [
    'is an Excel workbook or a zip archive; save the sheet as CSV, or call the archive .zip',
    'ist eine Excel-Mappe oder ein zip-Archiv; speichern Sie das Blatt als CSV, oder nennen Sie das Archiv .zip',
  ],
  ['is an Excel workbook; save the sheet as CSV', 'ist eine Excel-Mappe; speichern Sie das Blatt als CSV'],
  ['is a Parquet file; call it .parquet', 'ist eine Parquet-Datei; nennen Sie sie .parquet'],
  [
    'is a Parquet file, whose reader is not installed; run npm install hyparquet, or save it as CSV',
    'ist eine Parquet-Datei, und was sie liest, ist nicht installiert; führen Sie npm install hyparquet aus, oder speichern Sie sie als CSV',
  ],
  ['is a PDF; give the recording as CSV', 'ist ein PDF; geben Sie die Aufzeichnung als CSV'],
  ['is a database; export its table as CSV', 'ist eine Datenbank; exportieren Sie ihre Tabelle als CSV'],
  ['is an HDF5 file; save it as CSV', 'ist eine HDF5-Datei; speichern Sie sie als CSV'],
  ['is a matrix of numpy; call it .npy', 'ist eine Matrix von numpy; nennen Sie sie .npy'],
  ['is no .npy file; save it with numpy.save', 'ist keine .npy-Datei; speichern Sie sie mit numpy.save'],
  ['unknown kind of file; give .{1}, optionally .gz', 'unbekannte Art von Datei; geben Sie .{1}, auch als .gz'],
  [
    'is an archive of {1}; pack the .csv or .jsonl files, or unpack it and give the folder',
    'ist ein Archiv mit {1}; packen Sie die .csv- oder .jsonl-Dateien, oder entpacken Sie es und geben Sie den Ordner',
  ],
  [
    'is an empty archive; pack the .csv or .jsonl files, or unpack it and give the folder',
    'ist ein leeres Archiv; packen Sie die .csv- oder .jsonl-Dateien, oder entpacken Sie es und geben Sie den Ordner',
  ],
  ['is no whole zip archive; copy the file anew', 'ist kein ganzes zip-Archiv; kopieren Sie die Datei noch einmal'],
  [
    'cannot be unpacked ({1}); copy the file anew',
    'lässt sich nicht entpacken ({1}); kopieren Sie die Datei noch einmal',
  ],
  ['its directory is damaged', 'sein Verzeichnis ist beschädigt'],
  ['{1} is packed in a way that is not read', '{1} ist auf eine Art gepackt, die hier nicht gelesen wird'],
  ['{1} is damaged', '{1} ist beschädigt'],
  ['{1} has more than 4 GB', '{1} hat mehr als 4 GB'],
  [
    'cannot be read ({1}); check the path and the file',
    'lässt sich nicht lesen ({1}); prüfen Sie den Pfad und die Datei',
  ],
  [
    'cannot be read ({1}); save it anew, uncompressed or with Snappy',
    'lässt sich nicht lesen ({1}); speichern Sie sie noch einmal, ohne Kompression oder mit Snappy',
  ],
  ['there is no such file', 'diese Datei gibt es nicht'],
  ['it is a folder', 'es ist ein Ordner'],
  ['no permission', 'keine Berechtigung'],
  // How large it is, or how empty.
  ['has {1} bytes; {2} are possible; give it in parts', 'hat {1} Bytes; {2} sind möglich; geben Sie sie in Teilen'],
  ['unpacks to more than {1} bytes; give it in parts', 'ist entpackt größer als {1} Bytes; geben Sie sie in Teilen'],
  [
    'the recording: holds more numbers than fit into memory; {1} are possible; give it in parts',
    'die Aufzeichnung hat mehr Zahlen, als in den Arbeitsspeicher passen; {1} sind möglich; geben Sie sie in Teilen',
  ],
  ['is empty; give a file with at least one row', 'ist leer; geben Sie eine Datei mit mindestens einer Zeile'],
  [
    'holds no row of data; give a file with at least one row',
    'enthält keine Zeile Daten; geben Sie eine Datei mit mindestens einer',
  ],
  [
    'holds no message; give a JSON object in each line',
    'enthält keine Nachricht; jede Zeile braucht ein Objekt in JSON',
  ],
  [
    '{1}: holds no .csv, .tsv, .txt, .log, .jsonl, .npy, .npz, .dat, .parquet or .zip file; give the folder with the recordings',
    '{1}: enthält keine Datei .csv, .tsv, .txt, .log, .jsonl, .npy, .npz, .dat, .parquet oder .zip; geben Sie den Ordner mit den Aufzeichnungen',
  ],
  [
    'holds no array of numbers; save one with numpy.savez',
    'enthält keine Zahlen; speichern Sie welche mit numpy.savez',
  ],
  // What stands in it.
  [
    'has {1} cells where the first line has {2}; complete or remove the line',
    'hat {1} Zellen, die erste Zeile hat {2}; vervollständigen oder entfernen Sie die Zeile',
  ],
  [
    'has {1} values where the first line has {2}; complete or remove the line',
    'hat {1} Werte, die erste Zeile hat {2}; vervollständigen oder entfernen Sie die Zeile',
  ],
  [
    'has {1} cells where the header has {2}, as {3} lines have; {4}',
    'hat {1} Zellen, die Kopfzeile hat {2}, ebenso {3} Zeilen; {4}',
  ],
  [
    'put decimal commas and texts with {1} in quotes',
    'setzen Sie Dezimalkommas und Texte mit {1} in Anführungszeichen',
  ],
  ['has no name; name every column or none', 'hat keinen Namen; benennen Sie alle Spalten oder keine'],
  ['the name {1} comes twice; rename one', 'der Name {1} kommt zweimal; benennen Sie eine um'],
  ['there is no column {1}; it has {2}', 'die Spalte {1} gibt es nicht; da sind {2}'],
  [
    '{1} is no number; correct it or leave the cell empty',
    '{1} ist keine Zahl; berichtigen Sie sie, oder lassen Sie die Zelle leer',
  ],
  [
    '{1} is no time; give its format in the tag table',
    '{1} ist keine Zeit; geben Sie ihr Format in der Tabelle der Messstellen an',
  ],
  [
    '{1} is no time of the format {2} (nor are {3} others); give the right "format" in the tag table, for example {4}',
    '{1} ist keine Zeit im Format {2} (ebenso {3} weitere); geben Sie das richtige Format in der Tabelle der Messstellen an, zum Beispiel {4}',
  ],
  [
    '{1} is no time of the format {2}; give the right "format" in the tag table, for example {3}',
    '{1} ist keine Zeit im Format {2}; geben Sie das richtige Format in der Tabelle der Messstellen an, zum Beispiel {3}',
  ],
  [
    'is no valid CSV (a quote is never closed); close it',
    'ist kein gültiges CSV (ein Anführungszeichen wird nie geschlossen); schließen Sie es',
  ],
  [
    'holds values of type {1}; save it as float64: {2}',
    'enthält Werte der Art {1}; speichern Sie sie als float64: {2}',
  ],
  ['has {1} dimensions; give rows x columns', 'hat {1} Dimensionen; geben Sie Zeilen x Spalten'],
  [
    'the file ends here, its header promises {1} rows; copy the file anew',
    'die Datei endet hier, ihr Kopf verspricht {1} Zeilen; kopieren Sie die Datei noch einmal',
  ],
];
