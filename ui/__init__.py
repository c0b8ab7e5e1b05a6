"""The window: pages that show what queries answer and do what actions allow.

How to write a page
===================
A page is a `ui.kit.page.Page`; its class is imported when it is first shown, so import heavy things late.
Register it with one line in `ui/pages/__init__.py`. Colours, sizes and fonts come from `ui.shell.theme` by role; never
write a colour, a pixel count or a style sheet in a page.

    class HouseholdsPage(Page):
        title = mark("Households")
        help_key = "households"

        def build(self) -> None:    # called once, before the page is first shown
            self.set_primary(tr("New household"), self.create, "Ctrl+N")  # top right, its key printed in it
            self.add_action(tr("Print"), self.print_, "Ctrl+P")  # quieter, to its left
            self.table = TableView(listing.households(), self,
                                   empty=Empty(tr("Nobody is registered yet."), tr("New household"), self.create))
            self.table.opened.connect(self.edit)        # double click or Enter gives the key
            self.table.add_action(tr("Void"), self.void, "Del")               # context menu and key; gets the keys
            self.body.addWidget(self.table)             # self.body is a QVBoxLayout below the header

        def refresh(self) -> None:                      # on first showing, and when what it read changed
            self.table.refresh()
            self.set_subtitle(tr("{n} households").format(n=self.table.count()))

        def open(self, target: Target) -> None:         # another page said desk.go("households", Record(key))
            match target:
                case Record(key):
                    self.table.select(key)
                case _:
                    super().open(target)                # nobody points here with anything else

What takes longer than a blink is done in pieces, so that the window answers in between (`ui.kit.turns`): `build` may
``yield`` wherever it can be interrupted, what is not seen at first is given to `self.later`, and `refreshing` and
`opening` are `refresh` and `open` with yields. Whoever asks a page for a part that is not made yet has it made at once.

To change data, call an action through `self.attempt`: it asks for consents, puts refusals beside the field, logs
defects, tells all pages to refresh and returns whether it was done.

    def save(self) -> None:
        self.attempt(lambda consent: households.save(self.form.values(), consents=consent.keys, reason=consent.reason),
                     form=self.form, done=self.saved)   # done(result) runs on success

    def saved(self, number: str) -> None:
        self.notify(tr("Saved {number}").format(number=number), tr("Undo"), self.desk.undo)   # quiet, at the bottom

For something long: `self.run(tr("Computing pay"), work, done)`, where `work(progress)` runs in a thread with its own
connection and calls `progress(done, total, text)`, which raises Cancelled when the user stopped it. Raise nothing
into dialogs yourself: `ui.shell.errors` is the only place that opens an error box. Never call QMessageBox.

A page with a list and one record of it is a `ui.kit.records.RecordsPage`. What one does for the record shown stands in
the row above it: `self.add_step(tr("Dispatch"), self.enter, "Alt+2", "dispatch")`, several under one button by
`add_choices`. What a later room does for it is called by its name, `act("advance", self, key)`; `ui/pages/__init__.py`
says where it is.

Forms (`ui.kit.form`): fields in, values out, the refusal beside the field.

    form = Form([TextField("name", tr("Name"), required=True),
                 PickField("village", tr("Village"), suggest),      # suggest(text) -> [(key, label, detail)]
                 QuantityField("quantity", tr("Quantity"), unit="kg"),    # thousandths
                 MoneyField("amount", tr("Amount")),                 # fen
                 RateField("rate", tr("Rate")), PercentField("share", tr("Share")),   # 0.0001 yuan; ppm
                 DateField("date", tr("Date"), value=today), TimeField("from", tr("From")),
                 ChoiceField("grade", tr("Grade"), [("good", tr("Good"))]), NoteField("note", tr("Note"))],
                parent, columns=2)
    form.values() -> dict[str, value | None]; raises UserError(field=…) when something typed is not readable
    form.set_values({…}); form.dirty; form.field("name"); form.show_error(UserError(…, "name"))
    form.submitted (Ctrl+Enter), form.changed; Enter goes to the next field.

Ask in a window of its own with `ui.kit.form_sheet.Sheet(parent, title, form, tr("Save"), act)`: `exec()` runs
`act(consent, values)` like `attempt`, stays open while it is refused, and `result_value` holds the answer.

Small pieces: `ui.kit.text.text(words, role)` with role base, quiet, section, page, figure, wrong, soon;
`ui.kit.card.Card(title, detail)` (white surface, `.body` layout), `FigureCard(label, figure, detail)`;
`ui.kit.chip.Chip(text, role)` with role accent, soon, wrong or quiet (never colour alone: the word says it);
`ui.kit.button.ActionButton(text, key="", primary=False)`; `ui.kit.empty.Empty(words, step, slot)`.
`theme.icon("print")`; `theme.px("l")` for spaces xs 4, s 8, m 12, l 16, xl 24; `theme.font("figure")`.

A page need not say what it shows: the tables it reads are noted as it asks (`models.database.noting`), and its
`refresh` is called once an operation has changed one of them, in this window or another. No class has more than 300
lines, no function more than 60, no list of arguments more than 8: a list, a card or a set of verbs of a page is a class
of its own.

Elsewhere on the desk: `self.desk` is a `ui.kit.desk.Desk`; what `desk.go` may point at stands in
`models.queries.desk.target`.
A page with something unposted sets `self.dirty = True`; leaving is always allowed (the page keeps its state), but
closing the window asks, and `save_draft()` may be overridden to keep it.

Keys: F1 help, F2 to F6 and F8 to F12 the pages, F7 the pick list, Ctrl+K find, Ctrl+N new, Ctrl+Enter post or save,
Ctrl+P print, Ctrl+F search in the list, Ctrl+Z undo, Del void, Esc closes what is on top.
"""

from ui.shell.steady import keep_constants

keep_constants()
