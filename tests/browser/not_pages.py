"""Endpoints that answer a GET with something else than a page to look at."""

NOT_PAGES = {
    "static",
    "learning.initiative_file",  # a file
    "learning.training_file",  # a file
    "drives.certificate",  # a file
    "drives.decision",  # a file
    "drives.indicators_sheet",  # a file
    "drives.minutes",  # a file
    "drives.paper",  # a file
    "maps.communes",  # GeoJSON
    "notifications.calendar",  # a calendar
    "maps.picture",  # SVG, shown on the visitor's home
    "maps.popup",  # a piece of the map page
    "maps.script",
    "maps.lines",  # GeoJSON
    "maps.needs_sheet",  # a file
    "maps.works",  # GeoJSON
    "maps.works_csv",  # a file
    "maps.works_geojson",  # a file
    "maps.works_sheet",  # a file
    "maps.works_list",  # a piece of the map page
    "people.rearrangement_paper",  # a file
    "people.roster_marked",  # a file
    "people.unit_paper",  # a file
    "people.roster_template",  # a file
    "people.sign_in_code",  # only between the password and the session
    "places.at",  # JSON
    "reports.issued_json",  # a file
    "reports.issued_sheet",  # a file
    "reports.issued_word",  # a file
    "reports.period_json",  # a file
    "reports.period_sheet",  # a file
    "reports.period_word",  # a file
    "reports.targets_sheet",  # a file
    "places.search",  # JSON
    "privacy.my_data_file",  # a file
    "public.healthz",
    "public.manifest",
    "upkeep.metrics",  # for Prometheus
    "public.robots",
    "attendance.certificate_paper",  # a file
    "attendance.here",  # a code that lives half a minute
    "attendance.shift_code_picture",  # SVG
    "attendance.site_data",  # JSON
    "attendance.site_manifest",
    "attendance.site_session",  # JSON
    "attendance.site_worker",
    "volunteering.paper",  # a file
    "volunteering.photo",  # a file
    "volunteering.share_card",  # PNG
    "volunteering.share_qr",  # SVG
    "volunteering.short",  # goes on to volunteering.activity
    "works.edit",  # goes on to works.edit_what
    "works.photo",  # a file
    "works.receipt",  # a file
    "works.visit_photo",  # a file
    "works.paper",  # a file
    "works.history_template",  # a file
    "works.ledger_sheet",  # a file
    "works.fund_sheet",  # a file
    "works.fund_voucher_word",  # a file
    "works.unit_budget_sheet",  # a file
    "works.voucher_word",  # a file
    "works.letter_word",  # a file
}
