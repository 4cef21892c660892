// Boost.JSON is compiled here, once, for the function: its static program then needs no library of
// the target's architecture but OpenSSL's.
#include <boost/json/src.hpp>
