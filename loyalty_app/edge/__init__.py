"""What the HTML and the JSON edge share: who is calling, what a route allows, limits, headers, request ids."""
