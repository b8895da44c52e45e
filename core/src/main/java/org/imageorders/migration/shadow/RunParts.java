package org.imageorders.migration.shadow;

import org.imageorders.migration.Migration;

/** What all parts of a run share. */
record RunParts(
    Migration originals, Twins twins, RunDocuments documents, Copies copies, Accounts accounts) {}
