"""Which names the cells of a notebook bind, take from other cells, and change there."""

import ast
import builtins
from collections import defaultdict

CHANGING = {"append", "extend", "insert", "pop", "remove", "sort", "reverse", "clear", "update"}
SCOPES = ast.FunctionDef | ast.Lambda | ast.ClassDef
LOOPS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Cell(ast.NodeVisitor):
    """Reads a cell in the order in which it runs."""

    def __init__(self, source):
        self.binds, self.takes, self.changes, self.draws = set(), set(), set(), set()
        self.imports = set()
        self.local = []
        tree = ast.parse(source)
        self.visit(tree)
        # What a function reads is looked up when it is called, maybe from another cell.
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and is_generator(node.value):
                self.draws |= {name.id for name in node.targets if isinstance(name, ast.Name)}

    def visit_Name(self, node):
        if any(node.id in scope for scope in self.local):
            return
        if isinstance(node.ctx, ast.Store) and not self.local:
            self.binds.add(node.id)
        elif isinstance(node.ctx, ast.Load) and (self.in_function or node.id not in self.binds):
            self.takes.add(node.id)

    @property
    def in_function(self):
        return any(isinstance(scope, Local) for scope in self.local)

    def visit_Assign(self, node):
        self.visit(node.value)
        for target in node.targets:
            self.change(target)
            self.visit(target)

    def visit_AugAssign(self, node):
        self.visit(node.value)
        self.change(node.target)
        if isinstance(node.target, ast.Name):
            self.visit(ast.Name(node.target.id, ast.Load()))
        self.visit(node.target)

    def visit_For(self, node):
        for part in (node.iter, node.target, *node.body, *node.orelse):
            self.visit(part)

    def visit_Call(self, node):
        if isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
            self.change(node.func.value, whole=True)
        self.generic_visit(node)

    def change(self, target, whole=False):
        """Note that a part of something is set, of which another cell may be the owner."""
        if not whole and not isinstance(target, ast.Subscript):
            return
        while isinstance(target, ast.Subscript | ast.Attribute):
            target = target.value
        inside = isinstance(target, ast.Name) and any(target.id in one for one in self.local)
        if isinstance(target, ast.Name) and not inside and target.id not in self.binds:
            self.changes.add(target.id)

    def visit_Import(self, node):
        self.imports |= {(one.asname or one.name).partition(".")[0] for one in node.names}
        self.binds |= self.imports

    visit_ImportFrom = visit_Import

    def visit_FunctionDef(self, node):
        if not self.local:
            self.binds.add(node.name)
        for default in (*node.args.defaults, *node.decorator_list):
            self.visit(default)
        self.inside(Local(bound_in(node)), node.body)

    def visit_Lambda(self, node):
        self.inside(Local(bound_in(node)), [node.body])

    def comprehension(self, node):
        own = {name.id for one in node.generators for name in ast.walk(one.target)
               if isinstance(name, ast.Name)}  # fmt: skip
        self.visit(node.generators[0].iter)
        self.inside(own, ast.iter_child_nodes(node))

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def inside(self, own, nodes):
        self.local.append(own)
        for node in nodes:
            self.visit(node)
        self.local.pop()


class Local(set):
    """The names of a function's own."""


def bound_in(function):
    """Return the names that a function binds: its parameters, and what it assigns."""
    found = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef) and node is not function:
            found.add(node.name)
    return found


def is_generator(value):
    """Say whether a value is a generator of random numbers, which every draw changes."""
    return isinstance(value, ast.Call) and ast.unparse(value.func).endswith("default_rng")


def reused(sources):
    """Yield what lets a cell of a notebook show something else when it is run once more, or later.

    `sources` has the code of the cells by their ids. A name that a cell takes from another is to be
    bound by one cell alone; names that each cell binds before it reads them, such as those of
    loops, may come again. What a cell takes, it does not change; and it draws from a generator of
    random numbers of its own.
    """
    cells = {name: Cell(source) for name, source in sources.items()}
    owners = defaultdict(list)
    for name, cell in cells.items():
        for bound in cell.binds:
            owners[bound].append(name)
    modules = set().union(*(cell.imports for cell in cells.values()))
    generators = {bound: name for name, cell in cells.items() for bound in cell.draws}
    for name, cell in cells.items():
        for taken in sorted(cell.takes - set(dir(builtins))):
            if len(owners[taken]) > 1:
                yield f"{name} takes {taken}, which {', '.join(owners[taken])} bind"
            if generators.get(taken, name) != name:
                yield f"{name} draws from {taken} of {generators[taken]}"
        for changed in sorted(cell.changes - modules):
            yield f"{name} changes {changed} of {', '.join(owners[changed])}"
