// Everything the pages do beyond HTML. Each module wires one behaviour; all of it is optional to reading.
import { watchCharts } from "./charts.js";
import { watchDialogs } from "./dialogs.js";
import { watchLive } from "./live.js";
import { watchKeyboard } from "./keyboard.js";
import { watchRequests } from "./requests.js";
import { watchTables } from "./tables.js";
import { watchTheme } from "./theme-toggle.js";
import { watchDates } from "./dates.js";
import { watchPage } from "./page.js";

watchTheme();
watchDates();
watchPage();
watchTables();
watchCharts();
watchDialogs();
watchRequests();
watchKeyboard();
watchLive();
