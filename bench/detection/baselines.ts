import { isolationForest } from '../baselines/isolation-forest';
import { kmeans } from '../baselines/kmeans';
import { oneClassSvm } from '../baselines/one-class-svm';
import { mahalanobis, pca, smoothed } from '../baselines/pca';
import { meanDistance, random } from '../baselines/simple';
import { baseline, type Subject } from './subject';

/** One configuration for all data sets; each method's usual defaults. */
export const FOREST = baseline(isolationForest());
export const SVM = baseline(oneClassSvm());
export const PCA = baseline(pca('q', 0.9));
export const KMEANS = baseline(kmeans(), 'raw');
export const RANDOM = baseline(random);
export const MEAN = baseline(meanDistance);
export const MAHALANOBIS = baseline(mahalanobis);
export const SMOOTH_MAHALANOBIS = baseline(smoothed(mahalanobis, 15));

/** What every data set is measured with. */
export const BASELINES: readonly Subject[] = [FOREST, SVM, PCA, RANDOM];
