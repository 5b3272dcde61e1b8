"""What is on the poles and in whose name: sites, cameras and their health."""
