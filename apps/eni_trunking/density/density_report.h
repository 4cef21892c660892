#pragma once
/// What `density` prints of a selection of instance types.
#include <string>

#include "eni_trunking/density/density_rows.h"

namespace eni::command {

/// One line a type, and below it what each kind of evidence means. At most 80 columns. With a task size it says what binds, too.
std::string density_table(const DensityRows& rows, const trunking::TaskSize& size);

/// One line a size: the numbers that most types of that size have, how many have them, and what the others
/// have. For types that take a trunk. One screen.
std::string density_overview(const DensityRows& rows);

/// An array with one object a type. What is not known is null.
std::string density_json(const DensityRows& rows, const trunking::TaskSize& size);

/// The same fields with a heading line; what is not known is empty.
std::string density_csv(const DensityRows& rows, const trunking::TaskSize& size);

/// A table for a document.
std::string density_markdown(const DensityRows& rows, const trunking::TaskSize& size);

}  // namespace eni::command
