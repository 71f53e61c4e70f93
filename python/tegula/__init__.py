"""NumPy for machine learning, on the Tegula array engine: `import tegula as np`."""
