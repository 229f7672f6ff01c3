"""Own HTTP routes beside Streamlit: sign-in, language, theme, liveness, and the gate before all else."""
