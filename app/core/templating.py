"""How templates call what they use: a page with a ledger makes a thousand calls."""

from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from jinja2.runtime import Context, Macro

PLAIN = frozenset((FunctionType, MethodType, BuiltinMethodType))
# How Jinja notes on a function what of the template it wants to be handed; macros want the escaping.
WANTED = "jinja_pass_arg"
ESCAPING = getattr(Macro.__call__, WANTED)


class QuickContext(Context):
    """Jinja's context, without its search for what a macro or plain function wants to be handed."""

    def call(self, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        kind = type(function)
        if kind is Macro:
            wanted = ESCAPING
        elif kind in PLAIN:
            wanted = getattr(function, WANTED, None)
        else:
            return super().call(function, *args, **kwargs)
        if wanted is ESCAPING:
            args = (self.eval_ctx, *args)
        elif wanted is not None:
            return super().call(function, *args, **kwargs)
        # Of use to Jinja's own calls only.
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return function(*args, **kwargs)
