#pragma once
/// What `density` prints of a selection of instance types.
#include <string>

#include "eni_trunking/density/instance_type_selection.h"

namespace eni::command {

/// One line a type, and below it what each kind of evidence means. At most 80 columns.
std::string density_table(const InstanceTypes& types);

/// One line a size: the numbers that most types of that size have, how many have them, and what the others
/// have. For types that take a trunk. One screen.
std::string density_overview(const InstanceTypes& types);

/// An array with one object a type. What is not known is null.
std::string density_json(const InstanceTypes& types);

/// The same fields with a heading line; what is not known is empty.
std::string density_csv(const InstanceTypes& types);

}  // namespace eni::command
