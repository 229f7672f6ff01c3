"""What the product can do: one module per subject, plain functions, no Streamlit."""
