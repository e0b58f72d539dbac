"""How every form looks."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Fields are drawn by the portal's own template; widgets keep Django's unless ours exists."""

    field_template_name = "components/_field.html"
