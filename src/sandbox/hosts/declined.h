#pragma once
/// Why the sandbox does not interpret a script itself. It is then left to the machine's own interpreter, for what is
/// understood in part is not carried out in part.
#include <string>

#include "base/result.h"

namespace eni::sandbox::hosts {

struct Declined {
  int line = 1;  ///< of the script, from 1 on
  std::string reason;
};

template <class T>
using Understood = Result<T, Declined>;

}  // namespace eni::sandbox::hosts
