"""Where films of other services can be seen now, asked of somebody who knows."""
