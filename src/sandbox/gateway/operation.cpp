#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

Access any_resource(const Call&) { return {}; }

}  // namespace eni::sandbox
