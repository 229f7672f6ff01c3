"""What the screens of the administration share: grids with a preview, forms, histories, files."""
