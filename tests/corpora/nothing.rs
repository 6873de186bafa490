//! Nothing: this package is fetched for what its dependencies carry, not compiled.
