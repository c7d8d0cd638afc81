"""The pictures of a store card: PNGs of the sizes that Wallet draws them at (wallets A1)."""

import io
import re

from loyalty_app.demo.phone.refused import PassRefused, require

_ICON, _STRIP, _LOGO_AT_MOST = (29, 29), (375, 144), (160, 50)
_NAME = re.compile(r"(?:.*/)?(icon|logo|strip)(?:@([23])x)?\.png")
_PNG = b"\x89PNG\r\n\x1a\n"
_NEEDED = ("icon.png", "icon@2x.png")
Size = tuple[int, int]


def require_pictures(files: dict[str, bytes]) -> None:
    """Raises PassRefused for a missing icon and for a picture of another size or kind than its name says."""
    for name in _NEEDED:
        require(that=name in files, otherwise=f"{name} is missing: the pass would not open")
    sizes = {name: _size(name, data) for name, data in files.items() if name.endswith(".png")}
    for name, size in sizes.items():
        found = _NAME.fullmatch(name)
        assert found is not None, "the container lets no other pictures in"
        _require_size(name, found[1], int(found[2] or 1), size)
        _require_like_its_base(name, int(found[2] or 1), size, sizes)


def _require_size(name: str, kind: str, density: int, size: Size) -> None:
    if kind == "logo":
        fits = size[0] <= _LOGO_AT_MOST[0] * density and size[1] <= _LOGO_AT_MOST[1] * density
    else:
        width, height = _ICON if kind == "icon" else _STRIP
        fits = size == (width * density, height * density)
    require(that=fits, otherwise=f"{name} is {size[0]}×{size[1]} pixels")


def _require_like_its_base(name: str, density: int, size: Size, sizes: dict[str, Size]) -> None:
    """A logo is free in its proportions, but of one proportion: rounding alone may differ."""
    base = sizes.get(re.sub(r"@[23]x", "", name))
    require(that=base, otherwise=f"{name} has no picture of single density beside it")
    assert base is not None
    differs = max(abs(size[axis] - base[axis] * density) for axis in (0, 1))
    require(that=differs < density or density == 1, otherwise=f"{name} is not {density} times as large as its base")


def _size(name: str, data: bytes) -> Size:
    from PIL import Image, UnidentifiedImageError

    require(that=data.startswith(_PNG), otherwise=f"{name} is no PNG")
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            picture.load()
            return picture.size
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise PassRefused(f"{name} cannot be drawn: {problem}") from problem
