// Shows the OpenAPI document with Swagger UI, where it is installed.
if (window.SwaggerUIBundle) {
  document.getElementById("api").replaceChildren();
  window.SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#api", deepLinking: true, docExpansion: "list", validatorUrl: null });
}
