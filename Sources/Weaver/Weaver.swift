// Weaver
