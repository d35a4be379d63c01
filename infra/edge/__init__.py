"""Code that runs inside CloudFront (JavaScript runtime 2.0), and the stack that puts it there."""
