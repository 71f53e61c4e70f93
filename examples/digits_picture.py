"""The picture of a training run: loss curves, the data in two dimensions, some predictions."""

SHOWN = 24


def draw(path, curves, projected, y, classes, images, predictions, truth):
    """Writes the image file `path`; its suffix chooses the format.

    `curves` are the losses of each epoch by name; `projected` and `y` all the data in two dimensions;
    `images`, `predictions` and `truth` the rows of the test split. `classes` names the class numbers.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    square = round(images.shape[1] ** 0.5)
    has_images = square > 1 and square * square == images.shape[1]
    figure = plt.figure(figsize=(12, 8 if has_images else 4), layout="constrained")
    top, bottom = figure.subfigures(2, 1) if has_images else (figure, None)
    losses, scatter = top.subplots(1, 2)

    for name, curve in curves.items():
        losses.plot(range(1, len(curve) + 1), curve, label=name)
    losses.set(title="Loss", xlabel="epoch", ylabel="cross-entropy", yscale="log")
    losses.legend()

    for number, label in enumerate(classes):
        rows = projected[y == number]
        scatter.scatter(rows[:, 0], rows[:, -1], s=6, label=str(label), color=plt.cm.tab10(number % 10))
    scatter.set(title="The data in two dimensions (PCA)", xlabel="first component", ylabel="second component")
    if len(classes) <= 20:
        scatter.legend(markerscale=2, fontsize="small", ncols=2)

    if has_images:
        said, true = ([classes[k] for k in numbers.tolist()] for numbers in (predictions, truth))
        draw_digits(bottom, images.reshape(-1, square, square), said, true)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def draw_digits(figure, images, predictions, truth):
    """The wrong predictions first, in red, then right ones."""
    wrong = [i for i, (p, t) in enumerate(zip(predictions, truth, strict=True)) if p != t]
    right = [i for i, (p, t) in enumerate(zip(predictions, truth, strict=True)) if p == t]
    figure.suptitle("Predictions on the test split (red: wrong, with the true label)")
    axes = figure.subplots(2, SHOWN // 2)
    for axis, i in zip(axes.flat, (wrong[: SHOWN // 2] + right)[:SHOWN], strict=False):
        axis.imshow(images[i], cmap="gray_r")
        if predictions[i] == truth[i]:
            axis.set_title(str(predictions[i]))
        else:
            axis.set_title(f"{predictions[i]} ({truth[i]})", color="tab:red")
    for axis in axes.flat:
        axis.set_axis_off()
