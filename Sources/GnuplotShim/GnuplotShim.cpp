#include "GnuplotShim.h"
