"""Papers of the demonstration: small PDFs that say what they are."""


def draw_receipt(number: int, amount: int) -> bytes:
    """The receipt of an expense (đồng)."""
    return draw_paper(
        (f"HOA DON MINH HOA so {number:04}", f"So tien: {amount:,} dong".replace(",", "."), "Du lieu minh hoa")
    )


def draw_paper(lines: tuple[str, ...]) -> bytes:
    """A one-page PDF. Its built-in typeface has no Vietnamese letters, so its words go without marks."""
    text = "BT /F1 20 Tf 60 760 Td 28 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    )
    body, offsets = "%PDF-1.4\n", []
    for place, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{place} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")
