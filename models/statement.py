"""How a question is written down as SQL: word for word as peewee does it, in less than half the time.

Most of what a page's questions cost was peewee walking its own tree: a column alone took ten calls. What is most often
written is written here at once, all else by peewee itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

import peewee
from peewee import SCOPE_COLUMN, SCOPE_NORMAL, SCOPE_SOURCE, SCOPE_VALUES

# Its types leave out what it keeps to itself.
_peewee: Any = peewee

_PLAIN: Final = frozenset((int, str, bytes, float, bool, dt.date, dt.datetime, type(None)))
"""What goes to the engine as it is."""


class Written(_peewee.Context):  # type: ignore[misc]
    """A statement as it is written, with the values it carries."""

    __slots__ = ("called", "source")

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # The source of the column that was written last, and how it is called: the next is often of the same.
        self.source: Any = None
        self.called = ""

    @contextlib.contextmanager
    def push_alias(self) -> Iterator[None]:
        self.source = None
        with super().push_alias():
            yield
        self.source = None

    def sql(self, obj: Any) -> Any:
        return _writer(obj.__class__)(obj, self)

    def value(self, value: Any, converter: Any = None, add_param: bool = True) -> Any:
        settings = self.state.settings
        if converter is None:
            converter = settings.get("converter")
        if converter:
            value = converter(value)
        if value.__class__ not in _PLAIN or settings.get("value_literals"):
            return super().value(value, False, add_param)
        self._values.append(value)
        if add_param:
            self._sql.append(settings.get("param") or "?")
        return self


@lru_cache(maxsize=400)
def _writer(kind: Any) -> Callable[[Any, Any], Any]:
    """What writes a thing of a class."""
    if not issubclass(kind, (_peewee.Node, _peewee.Context)):
        return _write_model if issubclass(kind, type) else _write_value
    own: Callable[[Any, Any], Any] = kind.__sql__
    return _QUICK.get(own, own)


@lru_cache(maxsize=5_000)
def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write_model(obj: Any, ctx: Any) -> Any:
    if not issubclass(obj, _peewee.Model):
        return _peewee.Context.sql(ctx, obj)
    return _write_table(obj._meta.table, ctx)


def _write_table(obj: Any, ctx: Any) -> Any:
    scope = ctx.state.scope
    if scope == SCOPE_VALUES:
        ctx._sql.append(".".join(map(_quoted, obj._path)))
    elif scope == SCOPE_SOURCE:
        ctx._sql.append(f"{'.'.join(map(_quoted, obj._path))} AS {_alias(obj, ctx)}")
    else:
        ctx._sql.append(_alias(obj, ctx))
    return ctx


def _write_value(obj: Any, ctx: Any) -> Any:
    return ctx.value(obj) if obj.__class__ in _PLAIN else _peewee.Value(obj).__sql__(ctx)


def _alias(source: Any, ctx: Any) -> Any:
    """By which name the columns of a table or of a question in brackets are called; "" where peewee has to say."""
    if ctx.source is source:
        return str(ctx.called)
    kind = source.__class__
    if kind is _peewee.Table or issubclass(kind, _peewee.Select):
        given = source._alias
    elif kind is _peewee.ModelAlias:
        given = source.alias
    else:
        return ""
    if given:
        ctx.alias_manager[source] = given
    ctx.source = source
    ctx.called = _quoted(given or ctx.alias_manager[source])
    return ctx.called


def _write_place(source: Any, name: str, ctx: Any) -> Any:
    """Write a column as the scope asks for."""
    state = ctx.state
    if state.scope == SCOPE_VALUES:
        ctx._sql.append(_quoted(name))
    elif alias := _alias(source, ctx):
        ctx._sql.append(f"{alias}.{_quoted(name)}")
    else:
        ctx.state = _peewee.State(SCOPE_COLUMN, None, state.settings)
        ctx.sql(source)
        ctx.state = state
        ctx._sql.append("." + _quoted(name))
    return ctx


def _write_field(obj: Any, ctx: Any) -> Any:
    return _write_place(obj.model._meta.table, obj.column_name, ctx)


def _write_field_alias(obj: Any, ctx: Any) -> Any:
    return _write_place(obj.source, obj.field.column_name, ctx)


def _write_column(obj: Any, ctx: Any) -> Any:
    return _write_place(obj.source, obj.name, ctx)


def _write_entity(obj: Any, ctx: Any) -> Any:
    ctx._sql.append(".".join(map(_quoted, obj._path)))
    return ctx


def _write_expression(obj: Any, ctx: Any, flat: bool = False) -> Any:
    right, op = obj.rhs, obj.op
    if op in _LOOKS and right.__class__ not in _PLAIN:
        # peewee writes a question in brackets twice, and each within it, to see whether it is empty; it never is.
        if not isinstance(right, _peewee.SelectBase) and not (isinstance(right, _MANY) and right):
            return _peewee.Expression.__sql__(obj, ctx)
    elif right is None and op in _IS:
        right = _NULL
    left = node = obj.lhs
    state = ctx.state
    settings = state.settings.copy()
    settings["in_expr"] = True
    settings["converter"] = None
    if isinstance(left, _peewee.WrappedNode):
        node = left.unwrap()
    if isinstance(node, _peewee.Field) and left._coerce:
        settings["converter"] = node.db_value
        settings["is_fk_expr"] = isinstance(node, _peewee.ForeignKeyField)
    flat = flat or obj.flat
    ctx.state = _peewee.State(state.scope, not flat, settings)
    written = ctx._sql
    if not flat:
        written.append("(")
    _writer(left.__class__)(left, ctx)
    operations = settings.get("operations")
    written.append(f" {operations.get(op, op) if operations else op} ")
    _writer(right.__class__)(right, ctx)
    if not flat:
        written.append(")")
    ctx.state = state
    return ctx


def _write_list(obj: Any, ctx: Any) -> Any:
    return _write_nodes(obj.nodes, obj.glue, obj.parens, ctx)


def _write_nodes(nodes: Any, glue: str, parens: bool, ctx: Any) -> Any:
    written = ctx._sql
    if not nodes:
        if parens:
            written.append("()")
        return ctx
    state = ctx.state
    ctx.state = _peewee.State(state.scope, parens, state.settings)
    if parens:
        written.append("(")
    if parens and len(nodes) == 1 and isinstance(nodes[0], _peewee.Expression) and not nodes[0].flat:
        # Not in two pairs of them.
        alone = nodes[0].clone()
        alone.flat = True
        ctx.sql(alone)
    else:
        for place, node in enumerate(nodes):
            if place:
                written.append(glue)
            _writer(node.__class__)(node, ctx)
    if parens:
        written.append(")")
    ctx.state = state
    return ctx


def _write_function(obj: Any, ctx: Any) -> Any:
    arguments = obj.arguments
    if obj._order_by or not arguments:
        return _peewee.Function.__sql__(obj, ctx)
    state = ctx.state
    settings = state.settings.copy()
    settings["in_function"] = True
    settings["bare_subquery"] = (
        len(arguments) == 1
        and isinstance(arguments[0], _peewee.SelectBase)
        and obj.name.lower() in obj.subquery_functions
    )
    ctx._sql.append(obj.name)
    ctx.state = _peewee.State(state.scope, None, settings)
    _write_nodes(
        [one if isinstance(one, _peewee.Node) else _peewee.Value(one, False) for one in arguments],
        ", ",
        True,
        ctx,
    )
    ctx.state = state
    if obj._filter is not None:
        ctx.literal(" FILTER (WHERE ").sql(obj._filter).literal(")")
    return ctx


def _write_select(obj: Any, ctx: Any) -> Any:
    state = ctx.state
    outer = state.settings
    plain = obj._for_update is None and obj._windows is None and not obj._distinct
    if state.scope == SCOPE_COLUMN or obj._cte_list or obj._lateral or not plain:
        return _peewee.Select.__sql__(obj, ctx)
    within = outer.get("subquery")
    source = state.scope == SCOPE_SOURCE and not outer.get("in_projection")
    in_brackets = obj._subquery_parens(ctx)
    settings = {**outer, **_AFRESH}
    own = _peewee.State(SCOPE_NORMAL, in_brackets, settings)
    written = ctx._sql
    if in_brackets:
        written.append("(")
    once = obj._simple_distinct or obj._distinct is not None
    written.append("SELECT DISTINCT " if once else "SELECT ")
    ctx.state = _peewee.State(SCOPE_SOURCE, None, {**settings, "in_projection": True})
    obj.__sql_selection__(ctx, within and not source)
    if obj._from_list:
        written.append(" FROM ")
        ctx.state = _peewee.State(SCOPE_SOURCE, False, settings)
        _write_nodes(obj._from_list, ", ", False, ctx)
    ctx.state = own
    if obj._where is not None:
        written.append(" WHERE ")
        ctx.sql(obj._where)
    if obj._group_by:
        written.append(" GROUP BY ")
        _write_nodes(obj._group_by, ", ", False, ctx)
    if obj._having is not None:
        written.append(" HAVING ")
        ctx.sql(obj._having)
    obj._apply_ordering(ctx)
    if in_brackets:
        written.append(")")
    ctx.state = state
    return obj._apply_subquery_alias(ctx)


_AFRESH: Final = {
    "converter": None,
    "in_expr": False,
    "in_function": False,
    "in_projection": False,
    "bare_subquery": False,
    "subquery": True,
}
"""What holds within a question whatever held around it."""
_IS: Final = frozenset((_peewee.OP.IS, _peewee.OP.IS_NOT))
_LOOKS: Final = frozenset((_peewee.OP.IN, _peewee.OP.NOT_IN))
_MANY: Final = (list, tuple, set, frozenset)
_NULL: Final = _peewee.SQL("NULL")
_QUICK: Final[dict[Any, Callable[[Any, Any], Any]]] = {
    _peewee.Select.__sql__: _write_select,
    _peewee.Table.__sql__: _write_table,
    _peewee.Field.__sql__: _write_field,
    _peewee.FieldAlias.__sql__: _write_field_alias,
    _peewee.Column.__sql__: _write_column,
    _peewee.Entity.__sql__: _write_entity,
    _peewee.Expression.__sql__: _write_expression,
    _peewee.NodeList.__sql__: _write_list,
    _peewee.Function.__sql__: _write_function,
}
