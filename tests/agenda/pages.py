"""What the tests of the pages of a seminar do in a browser."""

from django.urls import reverse


def change(seminar) -> str:
    return reverse("admin:agenda_seminar_change", args=[seminar.pk])


def posted(client, address, **extra):
    """What the browser would send from the form at ``address``, with ``extra`` typed into it."""
    adminform = client.get(address).context["adminform"].form
    data = {name: adminform[name].value() for name in adminform.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    for formset in client.get(address).context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        rows = formset.formset.initial_forms
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": row[name].value() or "" for name in row.fields if name != "DELETE"}
    return client.post(address, {**data, **extra})
