"""A manifest from its bytes to checked, expanded assets.

Owns: the story of reading one: texts, schema, layers, rows, rules, files, references; and what becomes of each key.
Must not know: money beyond the caps as written, the network, caches, or how problems are shown.
Rule: all problems at once, each once; what passes here can be sent as it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rdbuild import includes, palette, references, rules, schema, table
from rdbuild.catalogue import USER, declared, row_faults
from rdbuild.document import Path as Place
from rdbuild.document import parse
from rdbuild.draft import BROKEN, ID, Draft
from rdbuild.entry import Entry
from rdbuild.errors import InputFileError, ManifestError
from rdbuild.findings import Findings, place
from rdbuild.folder import Folder, PathFault
from rdbuild.includes import Whole
from rdbuild.layers import Layers
from rdbuild.matrix import ROW_LIMIT, Template, TemplateError, written
from rdbuild.model import Asset, ImageRef, Input, Json, Manifest, Mark, Problem
from rdbuild.naming import id_fault, plain_id
from rdbuild.palette import Palette, PaletteError
from rdbuild.schema import schema_text
from rdbuild.spelling import did_you_mean, listing
from rdbuild.table import Table
from rdbuild.variables import resolve

if TYPE_CHECKING:
    from rdbuild.catalogue import Catalogue, Style

__all__ = ["load", "schema_text"]

Read = Callable[[str], bytes]

_BASE64 = re.compile(r"(data:[^,]*,)?[A-Za-z0-9+/=]{80,}[A-Za-z0-9+/=. ]*")  # as the API takes it
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_CAPS = ("build", "day", "month", "credits")
_DECIMALS = 6  # money is kept in micro-units
# settings that are never sent
_OURS = frozenset({"api", "edit", "fit", "flatten", "layout", "pick", "priority", "tags", "take"})
_PICTURES = (".png", ".gif", ".jpg", ".jpeg", ".webp")
_STATED = ("seed", "take", "pick")  # where they are written is told to who would change them by a command


def load(
    path: str,
    read: Read,
    catalogue: Catalogue,
    allow_outside: bool = False,
    exists: Callable[[str], bool] = os.path.isfile,
    shown: Callable[[str], str] = str,
) -> Manifest:
    """Read and check the manifest at `path`; ManifestError carries every problem, `warnings` what is only odd.

    `read` is the one way to the contents of files (OSError where there is none), `exists` tells of an input image
    whether it is a file, `shown` gives a file as people know it, for messages about one file that name another.
    """
    try:
        document = parse(read(path), path)
    except OSError as error:
        raise ManifestError([Problem("unreadable", f"can't read `{path}`: {_why(error)}")]) from None
    if not document.usable:
        raise ManifestError(document.problems)
    findings = Findings(document, shown)
    absolute = os.path.normpath(Path.cwd() / path)
    folder = Folder.of(absolute, allow_outside)
    whole = includes.gather(document, absolute, folder, read, findings)
    loading = _Loading(whole, findings.of(whole), whole.broken, folder, read, exists, catalogue)
    made = loading.manifest(absolute)
    errors = findings.problems("error")
    if errors or whole.problems:
        problems = [*whole.problems, *errors]
        raise ManifestError(sorted(problems, key=lambda one: place(one, path)), loading.refs)
    return made


@dataclass(slots=True)
class _Loading:
    document: Whole
    findings: Findings
    broken: frozenset[Place]
    folder: Folder
    read: Read
    exists: Callable[[str], bool]
    catalogue: Catalogue
    palettes: dict[str, Palette | None] = field(default_factory=dict)  # None: complained about
    # Palette files, input images and tables, by the folder they are looked for in and the path as written.
    files: dict[tuple[Folder, str], Palette | PathFault | None] = field(default_factory=dict)
    images: dict[tuple[Folder, str], str | PathFault] = field(default_factory=dict)
    tables: dict[tuple[Folder, str], Table | PathFault] = field(default_factory=dict)
    refs: list[tuple[ImageRef, Input]] = field(default_factory=list)  # those that are there, and how each is sent
    _api_names: frozenset[str] = frozenset()

    def manifest(self, path: str) -> Manifest:
        top = self.document.value if isinstance(self.document.value, dict) else {}
        self._api_names = frozenset(schema.setting_names()) - _OURS
        styles = self._styles(top)
        self.palettes = {name: self._named_palette(name, value) for name, value in self._section(top, "palettes")}
        output = self._output(top)
        assets = self._assets(top, output)
        return Manifest(
            path=path,
            project=self._project(top, path),
            output=output,
            budget=self._budget(top),
            assets=tuple(assets),
            warnings=tuple(self.findings.problems("warning")),
            files=(
                *self.document.files,
                *(at.resolve(name) for (at, name), found in self.files.items() if not isinstance(found, PathFault)),
                *(found.file for found in self.tables.values() if isinstance(found, Table)),
            ),
            globs=self.document.globs,
            styles=styles,
        )

    # -- the head

    def _section(self, top: Mapping[str, Json], name: str) -> list[tuple[str, Json]]:
        """The named things of a section, without those that can't be trusted as a whole."""
        section = top.get(name)
        return list(section.items()) if isinstance(section, dict) else []

    def _project(self, top: Mapping[str, Json], path: str) -> str:
        stated = top.get("project")
        return stated.strip() if isinstance(stated, str) else Path(path).stem

    def _output(self, top: Mapping[str, Json]) -> str:
        stated = top.get("output", "assets")
        if ("output",) in self.broken:
            return ""
        try:
            return self.folder.resolve(stated)
        except PathFault as fault:
            self.findings.add("bad-path", fault.message, ("output",), hint=fault.hint)
            return ""

    def _budget(self, top: Mapping[str, Json]) -> dict[str, Decimal]:
        stated = top.get("budget")
        if isinstance(stated, dict):
            amounts: dict[str, tuple[Json, Place]] = {n: (value, ("budget", n)) for n, value in stated.items()}
        else:
            amounts = {} if stated is None else {"build": (stated, ("budget",))}
        budget: dict[str, Decimal] = {}
        for name, (value, where) in amounts.items():
            if (
                name not in _CAPS
                or where in self.broken
                or ("budget",) in self.broken
                or not isinstance(value, (int, str, Decimal))
            ):
                continue
            amount = Decimal(value)
            exponent = amount.as_tuple().exponent
            if isinstance(exponent, int) and -exponent > _DECIMALS:
                self.findings.add("bad-value", f"`{written(value)}` has more than {_DECIMALS} decimals", where)
            budget[name] = amount
        return budget

    def _styles(self, top: Mapping[str, Json]) -> tuple[Mapping[str, Json], ...]:
        """The rows that the manifest declares, whole; the catalogue has them from here on."""
        stated = top.get("styles")
        prices = [name for name, rule in self.catalogue.prices.items() if rule["unit"] == "balance"]
        rows: dict[str, Mapping[str, Json]] = {}
        marks: dict[str, Mark] = {}  # of the rows
        aliases: dict[str, Place] = {}  # where rows state their own
        for n, one in enumerate(stated if isinstance(stated, list) else ()):
            where: Place = ("styles", n)
            said = one if isinstance(one, dict) else {"id": one}
            name = said.get("id")
            if where in self.broken:
                if isinstance(name, str) and self.catalogue.row(name) is None:
                    rows.setdefault(name, declared({"id": name}))  # or each asset would be a complaint of its own
                continue
            assert isinstance(name, str)  # the schema has seen it
            known = self.catalogue.row(name)
            row = declared(said, known)
            mark = self.document.mark((*where, "id"))
            first = marks.setdefault(row["id"], mark)
            if first.file != mark.file:
                includes.clash(self.findings, "styles", name, first, mark)
            elif row["id"] in rows:
                self.findings.add("duplicate-style", f"`{name}` is declared twice", where, hint="keep one of the two")
            elif not isinstance(one, dict) and (known is not None or name.startswith(USER)):
                why = "is in the catalogue by now" if known is not None else "passes as it is: it is a user's style"
                self.findings.add("known-style", f"`{name}` {why}", where, hint="remove it", severity="warning")
            else:
                rows[row["id"]] = row
                if "aliases" in said:
                    aliases[row["id"]] = (*where, "aliases")
                self._check_row(row, where, prices)
        sound = tuple(self._unmistakable(rows, aliases))
        self.catalogue = self.catalogue.extended(sound)
        return sound

    def _check_row(self, row: Mapping[str, Json], where: Place, prices: list[str]) -> None:
        for inside, message, hint in row_faults(row, prices):
            if inside == ("price",):
                hint = did_you_mean(row["price"], prices, f"price rules: {listing(prices)}; `null` asks the API")
            self.findings.add("bad-style", message, (*where, *inside), hint=hint)
        passed = row["api"] if isinstance(row["api"], list) else ()
        for n, name in enumerate(passed):
            if name in self._api_names or name in rules.OWN:
                message = f"`api` is for what this version doesn't know, and `{name}` is known"
                self.findings.add("api-known", message, (*where, "api", n), hint="`params` says whether it is taken")

    def _unmistakable(
        self, rows: Mapping[str, Mapping[str, Json]], stated: Mapping[str, Place]
    ) -> list[dict[str, Json]]:
        """The rows without aliases that stand for another style too, which are complained about.

        `stated` has the place of the aliases that a row states itself, by its id; others have those they had.
        """
        names = {alias: style for alias, style in self.catalogue.aliases.items() if style not in stated}
        names |= {name: name for name in (*self.catalogue.styles, *rows)}
        sound = []
        for row in rows.values():
            good = []
            for n, alias in enumerate(row.get("aliases", ())):
                owner = names.setdefault(alias, row["id"])
                if owner == row["id"] != alias:
                    good.append(alias)
                    continue
                other = "is a style of its own" if owner == alias else f"stands for `{owner}` already"
                what = "is the style's own id" if alias == row["id"] else other
                self.findings.add("duplicate-style", f"`{alias}` {what}", (*stated[row["id"]], n))
            sound.append({**row, "aliases": good} if "aliases" in row else dict(row))
        return sound

    # -- assets

    def _assets(self, top: Mapping[str, Json], output: str) -> list[Asset]:
        presets = {name: body for name, body in self._section(top, "presets") if isinstance(body, dict)}
        defaults = top.get("defaults")
        keys = (*schema.setting_names(), "file")
        stated = top.get("variables")
        variables = resolve(stated if isinstance(stated, dict) else {}, self.broken, self.findings)
        # What belongs elsewhere was complained about; an `edit` there would make an edit of everything.
        allowed = schema.default_names()
        defaults = {k: v for k, v in defaults.items() if k in allowed} if isinstance(defaults, dict) else {}
        layers = Layers(defaults, presets, self.broken, self.document.lost, keys, self.findings, variables)
        made: list[tuple[Asset, Style | None]] = []
        nameless: list[Asset] = []  # those whose ids are none
        unexpanded: list[Template] = []
        for key, body in self._section(top, "assets"):
            body = body if isinstance(body, dict) else {}
            entry = Entry(key, body, layers, self._table(body.get("table"), ("assets", key, "table")))
            drafts = [entry.draft(*row) for row in entry.expand(ROW_LIMIT - len(made))]
            good = 0
            for draft in drafts or [entry.probe()]:
                if draft is not None and drafts and self._id_is_good(draft):
                    made.append(self._asset(draft, key))
                    good += 1
                elif draft is not None:  # what else is wrong with it is told as well
                    nameless.append(self._asset(draft, key)[0])
            if drafts:
                entry.finish()
            whole = good == len(drafts) > 0 and not (entry.table and entry.table.problems)
            if not whole and entry.id_template is not None:
                unexpanded.append(entry.id_template)
        for path, layer in (
            (("defaults",), layers.defaults),
            *((("presets", name), presets[name]) for name in presets),
        ):
            if (*path, "prompt_style") not in self.broken:
                rules.check_layer(self.findings, path, layer, self.catalogue)
        unexpanded.extend(self._lost(self._section_names("assets")))
        references.check(made, unexpanded, self.findings, nameless, self._moves)
        references.check_inputs(made, output, self.findings)
        return references.as_files([asset for asset, _ in made])

    def _lost(self, entries: Collection[str]) -> Iterator[Template]:
        """The ids of entries that are not among those that could be read: lost, or standing somewhere else."""
        for path in self.broken:
            if path[:1] == ("assets",) and (len(path) == 1 or path[1] not in entries):
                try:
                    yield Template.parse(str(path[1]) if len(path) > 1 else "{any}")
                except TemplateError:
                    yield Template.parse("{any}")

    def _id_is_good(self, draft: Draft) -> bool:
        fault = id_fault(draft.id)
        if fault:
            likely = plain_id(draft.id)
            rule = "an id is made of letters, digits, `_`, `-` and `.`, with `/` between folders"
            if draft.many:
                rule += "; `{name|slug}` makes a plain word of what has a letter or digit from A to Z"
            elif likely:
                rule = f"write `{likely}`: {rule}"
            message = f"`{draft.id}` {fault}" if draft.id else "the id is empty"
            draft.complain("bad-id", message, ID, hint=rule)
        elif draft.id.lower().endswith(_PICTURES):
            draft.complain(
                "id-with-extension",
                f"the file of `{draft.id}` will end in `{draft.id[draft.id.rindex('.') :]}.png`",
                ID,
                hint=f"an id has no extension: write `{draft.id[: draft.id.rindex('.')]}`",
                severity="warning",
            )
        return fault is None

    def _asset(self, draft: Draft, entry: str) -> tuple[Asset, Style | None]:
        """Check a draft and make the asset of it, with its style where both can be trusted."""
        style = rules.style_of(draft, self.catalogue)
        rules.check_prompt(draft)
        if style is not None:
            rules.check(draft, style, self._api_names)
        get = draft.get
        flatten = get("flatten") or "#ffffff"
        if not _COLOUR.fullmatch(flatten):
            draft.complain("bad-value", f'`flatten` must be a colour such as `"#ffffff"`, got `{flatten}`', "flatten")
        stated = get("prompt_style")
        prompts = tuple(text for _, text in draft.prompts)
        params = {key: draft.values[key] for key in rules.PARAMS if draft.values.get(key, BROKEN) is not BROKEN}
        asset = Asset(
            id=draft.id,
            mark=self.document.key_mark(draft.path),
            entry=entry,
            prompt=prompts[-1] if prompts else "",
            prompt_style=None if stated is None else self.catalogue.canonical(stated),
            width=get("width") or 0,
            height=get("height") or 0,
            num_images=get("num_images") or 1,
            params=params,
            api=get("api") or {},
            seed=get("seed"),
            take=get("take"),
            pick=get("pick"),
            input_image=self._image(draft, "input_image"),
            extra_input_image=self._image(draft, "extra_input_image"),
            reference_images=self._images(draft),
            palette=self._palette(draft),
            flatten=flatten.lower(),
            fit=get("fit"),
            tags=tuple(dict.fromkeys(get("tags") or ())),
            edit=self._image(draft, "edit"),
            prompts=prompts if draft.edits else (),
            layout=get("layout") or {},
            stated={key: draft.mark(key) for key in _STATED if get(key) is not None},
            file=self._image(draft, "file"),
            priority=get("priority") or 0,
            row=draft.record.mark() if draft.record is not None else None,
        )
        if asset.refs:
            self._note_inputs(asset, style)
        return asset, None if draft.values.get("num_images") is BROKEN else style

    def _note_inputs(self, asset: Asset, style: Style | None) -> None:
        """Keep which image files an asset names, and how each is sent as far as that is known."""
        size = (asset.width, asset.height) if style is not None and style.input_size == "request" else (0, 0)
        modes: Sequence[tuple[str, Literal["RGB", "RGBA"], Sequence[ImageRef | None]]] = (
            ("input_image", "RGB", (asset.input_image,)),
            ("extra_input_image", "RGB", (asset.extra_input_image,)),
            ("reference_images", "RGBA", asset.reference_images),
            ("edit", "RGBA", (asset.edit,)),
        )
        for name, mode, refs in modes:
            sent = Input(name, mode, asset.flatten, size if all(size) else None, asset.fit)
            self.refs += [(ref, sent) for ref in refs if ref is not None and ref.file is not None]

    # -- tables

    def _table(self, stated: Json, where: Place) -> Table | None:
        """The table that an entry names; None where it names none, or (and a complaint) one that can't be read."""
        if not isinstance(stated, str) or where in self.broken or where[:-1] in self.broken:
            return None
        folder = self.document.folder(where)
        if (folder, stated) not in self.tables:
            self.tables[folder, stated] = self._read_table(folder, stated, where)
        found = self.tables[folder, stated]
        if isinstance(found, PathFault):
            self.findings.add("bad-path", found.message, where, hint=found.hint)
            return None
        self.findings.quote(found.file, found.plain.lines)
        for one in found.problems:
            assert one.mark is not None
            self.findings.add(one.code, one.message, one.mark, hint=one.hint)
        return found

    def _read_table(self, folder: Folder, text: str, where: Place) -> Table | PathFault:
        if not table.suffix(text):
            sheet = text.lower().endswith((".xlsx", ".xls", ".ods"))
            hint = "save it as CSV, in UTF-8" if sheet else f"a table is a {_either(table.SUFFIXES)} file"
            return PathFault(f"`{text}` is no table that is read here", hint)
        try:
            path = folder.resolve(text)
            return table.read(self.read(path), path)
        except PathFault as fault:
            return fault
        except FileNotFoundError:
            meant = includes.near(folder.path, text, table.SUFFIXES)
            return PathFault(
                f"no file `{text}`", f"did you mean `{meant}`?" if meant else self.document.relative(where)
            )
        except OSError as error:
            return PathFault(f"can't read `{text}`: {_why(error)}")

    # -- input images

    def _image(self, draft: Draft, key: str) -> ImageRef | None:
        stated = draft.get(key)
        return None if stated is None else self._ref(draft, stated, key)

    def _images(self, draft: Draft) -> tuple[ImageRef, ...]:
        stated = draft.get("reference_images") or []
        refs = (self._ref(draft, item, "reference_images", (n,)) for n, item in enumerate(stated))
        return tuple(ref for ref in refs if ref is not None)

    def _ref(self, draft: Draft, stated: Any, key: str, inside: Place = ()) -> ImageRef | None:
        if isinstance(stated, dict):
            number = draft.mark(key, (*inside, "image")) if "image" in stated else None
            return ImageRef(
                draft.mark(key, (*inside, "asset")), asset=stated["asset"], image=stated.get("image"), number=number
            )
        where = draft.places[key]
        folder = self.document.folder(where)
        found = self.images.get((folder, stated))
        if found is None:
            found = self.images[folder, stated] = self._existing(folder, stated, where)
        if isinstance(found, PathFault):
            draft.complain("bad-path", found.message, key, inside=inside, hint=found.hint, alike=True)
            return None
        return ImageRef(draft.mark(key, inside), file=found)

    def _moves(self, file: str) -> bool:
        """Whether a picture made by hand is an animation. What else may be wrong with it is told by who reads it."""
        if not file.lower().endswith(".gif"):
            return False
        from rdbuild import images

        try:
            return bool(images.measure(self.read(file)).durations)
        except (OSError, InputFileError):
            return False

    def _existing(self, folder: Folder, text: str, where: Place) -> str | PathFault:
        if _BASE64.fullmatch(text):
            return PathFault("base64 is no path", "save the picture as a file, and write its path")
        try:
            path = folder.resolve(text)
        except PathFault as fault:
            return fault
        if self.exists(path):
            return path
        stem = text.rsplit(".", 1)[0] if text.lower().endswith(_PICTURES) else text
        output = self.document.value.get("output", "assets")
        for name in (stem, stem.removeprefix(f"{output}/")):
            if name in self._section_names("assets"):
                return PathFault(f"no file `{text}`", f"for the picture of that asset write `{{asset: {name}}}`")
        return folder.missing(text, self.document.relative(where))

    def _section_names(self, section: str) -> Collection[str]:
        top = self.document.value if isinstance(self.document.value, dict) else {}
        found = top.get(section)
        return found if isinstance(found, dict) else ()

    # -- palettes

    def _palette(self, draft: Draft) -> Palette | None:
        stated = draft.get("input_palette")
        if stated is None:
            return None
        if isinstance(stated, list):
            wrong = next((colour for colour in stated if not _COLOUR.fullmatch(colour)), None)
            if wrong is not None:
                draft.complain("bad-value", f'`{wrong}` is no colour such as `"#0f380f"`', "input_palette")
                return None
            return palette.distinct(stated)
        if stated in self.palettes:
            return self.palettes[stated]
        if not self.broken.isdisjoint((("palettes",), ("palettes", stated))):
            return None
        is_file = "/" in stated or stated.lower().endswith(tuple(palette.READERS)) or _BASE64.fullmatch(stated)
        if not is_file:
            known = self.palettes
            draft.complain(
                "unknown-palette",
                f"unknown palette `{stated}`",
                "input_palette",
                hint=did_you_mean(
                    stated,
                    [*known, *(str(path[1]) for path in self.broken if path[:1] == ("palettes",) and len(path) == 2)],
                    f"palettes here: {listing(known)}" if known else "palettes are declared under `palettes`",
                ),
            )
            return None
        where = draft.places["input_palette"]
        found = self._palette_file(stated, where)
        if isinstance(found, PathFault):
            if not self._told_of(stated, where):
                draft.complain("bad-palette", found.message, "input_palette", hint=found.hint)
            return None
        return found

    def _told_of(self, path: str, where: Place) -> bool:
        """Whether the palette that is this file was complained about where it is declared."""
        folder = self.document.folder(where)
        declared = ((name, value) for name, value in self._section(self.document.value, "palettes") if value == path)
        return any(self.document.folder(("palettes", name)) == folder for name, _ in declared)

    def _named_palette(self, name: str, stated: Json) -> Palette | None:
        where = ("palettes", name)
        if where in self.broken:
            return None
        if isinstance(stated, list):
            return palette.distinct(stated)
        found = self._palette_file(stated, where)
        if isinstance(found, PathFault):
            self.findings.add("bad-palette", found.message, where, hint=found.hint)
            return None
        return found

    def _palette_file(self, text: str, where: Place) -> Palette | PathFault | None:
        key = (self.document.folder(where), text)
        if key not in self.files:
            self.files[key] = self._read_palette(text, where)
        return self.files[key]

    def _read_palette(self, text: str, where: Place) -> Palette | PathFault:
        if _BASE64.fullmatch(text):
            return PathFault("base64 is no path", "save the palette as a file, and write its path")
        try:
            return palette.read(text, self.read(self.document.folder(where).resolve(text)))
        except PathFault as fault:
            return fault
        except OSError as error:
            if isinstance(error, FileNotFoundError):
                return self.document.folder(where).missing(text, self.document.relative(where))
            return PathFault(f"can't read `{text}`: {_why(error)}", "name a file that you may read")
        except PaletteError as error:
            return PathFault(f"`{text}` is no palette: {error}")


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _why(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
